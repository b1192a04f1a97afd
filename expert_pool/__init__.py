"""Pure rules of the expert pool: standing, recusal, drawing."""
