"""Pure rules of the assessment: no database, no request, no clock."""
