"""How the knowledge file of the extractor is made; nothing at run time imports this."""
