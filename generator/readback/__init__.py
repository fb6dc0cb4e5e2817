"""A filled form and its template in, what was typed out; and the edits of YAML that give the form again."""
