"""Makes a new project file from filled forms that have none; it produces all of these forms again."""
