"""What a release is made of: the dataset in the formats that other tools read, each derived from the tables and schemas."""
