package wallclock

import "strings"

// defaultsTwelve parses the output of "defaults read -g" on macOS. The user's own choice overrides the region.
func defaultsTwelve(printed string) bool {
	const indent = "    " // of top-level entries
	values := map[string]string{}
	for line := range strings.Lines(printed) {
		key, value, ok := strings.Cut(strings.TrimPrefix(line, indent), " = ")
		if ok && strings.HasPrefix(line, indent) {
			values[key] = strings.Trim(strings.TrimSpace(value), `;"`)
		}
	}
	switch {
	case values["AppleICUForce24HourTime"] == "1":
		return false
	case values["AppleICUForce12HourTime"] == "1":
		return true
	}
	return localeTwelve(values["AppleLocale"])
}
