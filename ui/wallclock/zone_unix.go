//go:build unix

package wallclock

import (
	"bytes"
	"io"
	"os"
	"strings"
	"time"
)

const (
	zoneFile    = "/etc/localtime"
	maxZoneFile = 1 << 20 // bytes; the largest existing one has a few thousand
)

// lastZone is the last content of the zone file; refreshes guards it.
var lastZone []byte

// zone reads the system's zone file, a link or a copy. If TZ names a zone, nothing can change; if it names a file,
// that file is read. It returns before if nothing can be read or nothing changed.
func zone(before *time.Location) *time.Location {
	file := zoneFile
	if name, set := os.LookupEnv("TZ"); set {
		file = strings.TrimPrefix(name, ":")
		if !strings.HasPrefix(file, "/") {
			lastZone = nil
			return time.Local
		}
	}
	data, err := readZone(file)
	if err != nil || bytes.Equal(data, lastZone) {
		return before
	}
	z, err := time.LoadLocationFromTZData("Local", data)
	if err != nil {
		return before // being written
	}
	lastZone = data
	return z
}

func readZone(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	return io.ReadAll(io.LimitReader(f, maxZoneFile))
}
