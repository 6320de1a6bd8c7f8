"""Keep pytest from importing files that tests read."""

collect_ignore_glob = ["*"]
