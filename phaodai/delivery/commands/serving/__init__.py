"""What `phaodai serve` starts and watches: the web server and the worker, each a process."""
