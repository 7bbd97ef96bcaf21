console.log('about to leave')
process.exit(7)
