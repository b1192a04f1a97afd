"""Plain content of printed documents, made of rows that were read: no database, no web."""
