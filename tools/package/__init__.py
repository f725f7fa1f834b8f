"""Makes what is deployed: one zip for Functions on Flex Consumption, the same bytes from the same commit.

Our own files by `.funcignore`, the packages of requirements.txt for Linux and Python 3.13 in
`.python_packages/lib/site-packages`, everything compiled, nothing that is never loaded.
"""
