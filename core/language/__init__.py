"""The expression language: text to graph, graph to text, and what helps somebody who types."""
