// Random choices that a seed decides.

export class Random {
    constructor(seed) {
        this.state = seed >>> 0;
    }

    /** A number from 0 to below `end` (a mulberry32 step). */
    below(end) {
        this.state = (this.state + 0x6d2b79f5) >>> 0;
        let mixed = this.state;
        mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
    }

    /** From `first` to `last`, both included. */
    between(first, last) {
        return first + this.below(last - first + 1);
    }

    /** True one time in `n`. */
    oneIn(n) {
        return this.below(n) === 0;
    }

    pick(list) {
        return list[this.below(list.length)];
    }

    /** A key of an object, as often as its number says. */
    weighted(weights) {
        const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
        let left = this.below(total);

        for (const [key, weight] of Object.entries(weights))
            if ((left -= weight) < 0) return key;
        throw new Error("no weights");
    }
}
