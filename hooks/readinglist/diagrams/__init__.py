"""Mermaid diagrams: found in a source, drawn as SVG."""
