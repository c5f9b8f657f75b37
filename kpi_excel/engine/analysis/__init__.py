"""What is found in results: content, drivers, unusual points, comparisons."""
