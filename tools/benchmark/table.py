def write(runs, document):
    pass
