"""What is served: the chat, the Rasa REST channel, the desk, and the signs of life."""
