"""From questions with their passages to the weights of the trained reader: examples, fitting, measuring, export."""
