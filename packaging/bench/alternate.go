package main

import (
	"context"
	"fmt"
)

// contender is one way to do a work.
type contender struct {
	name   string
	run    func(ctx context.Context, round int) (cost, error)
	server *daemon // its processor time is counted too; nil: none
}

// alternate has all contenders do the work in turn, round by round, so that the load of the machine is about the same
// for all. Every other round goes backwards: nobody always comes first.
func alternate(ctx context.Context, rounds int, list []contender) (map[string][]cost, error) {
	results := map[string][]cost{}
	for round := range rounds {
		for i := range list {
			c := list[i]
			if round%2 == 1 {
				c = list[len(list)-1-i]
			}
			k, err := c.once(ctx, round)
			if err != nil {
				return nil, fmt.Errorf("%s, round %d: %w", c.name, round+1, err)
			}
			results[c.name] = append(results[c.name], k)
		}
	}
	return results, nil
}

func (c contender) once(ctx context.Context, round int) (cost, error) {
	if c.server == nil {
		return c.run(ctx, round)
	}
	before := processorTime(c.server.pid())
	k, err := c.run(ctx, round)
	k.server = processorTime(c.server.pid()) - before
	return k, err
}
