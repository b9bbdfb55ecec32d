"""Speech made on this machine, by the program eSpeak NG."""
