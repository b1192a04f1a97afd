"""Pure rules of the room: election, votes, rounds with feedback, what deserves attention."""
