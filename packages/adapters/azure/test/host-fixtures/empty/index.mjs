export const nothing = 'registered'
