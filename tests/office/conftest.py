collect_ignore = ["drive.py"]  # runs in LibreOffice's own Python
