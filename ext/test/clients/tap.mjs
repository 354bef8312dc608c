// Assertions of the clients that run on Node.js, told as TAP.
let n = 0
export const is = (found, wanted, what) => {
	const same = JSON.stringify(found) === JSON.stringify(wanted)
	console.log(`${same ? 'ok' : 'not ok'} ${++n} - ${what}`)
	if (!same) console.log(`# found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`)
}
export const asked = () => n
export const finish = () => console.log(`1..${n}`)
