"""The command line: options, help, messages, progress and exit statuses. Decides nothing about forms."""
