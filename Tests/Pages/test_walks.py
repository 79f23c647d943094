"""What people do on the pages, from one page to the next."""
