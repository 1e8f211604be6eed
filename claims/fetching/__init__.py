"""Fetching one page of the web without being led anywhere else: `addresses` says where one may go, `web` goes there."""
