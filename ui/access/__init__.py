"""Who may come in, and what each may do: accounts, sessions, roles, and the door in front of the page."""
