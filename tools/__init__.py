"""Tools for those who work on Vrijplek; nothing here runs in Azure."""
