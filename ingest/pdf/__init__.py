"""The layout of PDF pages: from drawn characters to lines in reading order, paragraphs, headings and tables."""
