throw new Error('the database address is missing')
