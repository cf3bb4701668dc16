"""How the shipped name model was made; nothing at run time imports it. Start with README.md."""
