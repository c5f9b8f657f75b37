"""Fuzzing: files changed at random, by a seed, in ways that damage or attack them; none may break the program."""
