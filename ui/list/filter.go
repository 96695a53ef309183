package list

import "sendoff/transfer"

// Filter is a set of states, as in the side column.
type Filter int

// The filters, in the order of the side column.
const (
	FilterAll Filter = iota
	FilterActive
	FilterWaiting
	FilterNeedsYou
	FilterFailed
	FilterPaused
	FilterDone
	FilterCancelled
	FilterCount
)

// lets reports whether a filter shows what only one filter shows.
func (f Filter) lets(only Filter) bool { return f == FilterAll || f == only }

// filterOf is the one filter besides FilterAll that shows a state.
func filterOf(s transfer.State) Filter {
	switch s.Standing() {
	case transfer.Runs:
		return FilterActive
	case transfer.Waits:
		return FilterWaiting
	case transfer.Rests:
		return FilterPaused
	case transfer.HasDone:
		return FilterDone
	case transfer.Leaves, transfer.HasLeft:
		return FilterCancelled
	case transfer.Stuck:
		if s == transfer.NeedsYou {
			return FilterNeedsYou
		}
		return FilterFailed
	}
	return FilterAll
}
