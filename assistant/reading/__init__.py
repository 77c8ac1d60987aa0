"""Reading: which sentences of the passages found answer a question, and how sure that is."""
