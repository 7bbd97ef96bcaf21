console.log('about to break')
throw new RangeError('broken at load')
export const handler = async () => 'never'
