/** Begins tasks in the order in which they are given, and has so many of them under way at most. */
export class AtOnce {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;

  constructor(most: number) {
    this.#most = most;
  }

  async all<Item, Result>(
    items: readonly Item[],
    task: (item: Item) => Promise<Result>,
  ): Promise<readonly Awaited<Result>[]> {
    return Promise.all(items.map((item) => this.#one(() => task(item))));
  }

  async #one<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#underWay < this.#most) this.#underWay += 1;
    else {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      // Whoever waits takes the place over.
      if (next === undefined) this.#underWay -= 1;
      else next();
    }
  }
}
