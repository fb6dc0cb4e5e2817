"""The command line: options, help, messages, progress and exit statuses. It decides nothing about forms."""
