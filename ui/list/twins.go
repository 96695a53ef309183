package list

import (
	"fmt"
	"net/url"
	"strings"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// twinKey is equal for the addresses of twins.
func twinKey(address string) string {
	if strings.Contains(address, "%") {
		if plain, err := url.PathUnescape(address); err == nil {
			address = plain
		}
	}
	return folded(address)
}

// twinsAmong finds, for each address, the index of the first other one that a server may take for it; -1 = none.
// Equal addresses are no twins; "" is skipped.
func twinsAmong(addresses []string) []int {
	first, twins := make(map[string]int, len(addresses)), make([]int, len(addresses))
	for i, address := range addresses {
		twins[i] = -1
		if address == "" {
			continue
		}
		key := twinKey(address)
		switch other, known := first[key]; {
		case !known:
			first[key] = i
		case addresses[other] != address:
			twins[i] = other
			if twins[other] < 0 {
				twins[other] = i
			}
		}
	}
	return twins
}

// TwinWarnings names the jobs of one command whose names a server may take for one another: a sentence per pair, in
// the order of the jobs.
func TwinWarnings(jobs []transfer.Job) []string {
	addresses := make([]string, len(jobs))
	for i := range jobs {
		addresses[i] = jobs[i].Target.URL
	}
	var list []string
	for i, other := range twinsAmong(addresses) {
		if other >= 0 && other < i {
			list = append(list, fmt.Sprintf(words.Tr("%s and %s differ only in case or in the form of their letters: the server may take them for one file."),
				words.Apart(jobs[other].Target.Name(), jobs[i].Target.Name()), words.Apart(jobs[i].Target.Name(), jobs[other].Target.Name())))
		}
	}
	return list
}
