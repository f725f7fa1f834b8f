"""One module per demo site: its drawings and the places on them."""
