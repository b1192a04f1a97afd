"""Long work outside the request: the job table is the truth, the queue only rings the bell."""
