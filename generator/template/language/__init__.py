"""The template language, shared by both file formats: tags, the blocks they form, what a block repeats, 合并."""
