"""The API's views: each finds what the token may read, calls the same service as the pages, and shows the outcome."""
