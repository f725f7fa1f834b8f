"""Words in the reader's language: catalogues, formats, and the words for codes."""
