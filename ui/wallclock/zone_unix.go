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
	zoneFile     = "/etc/localtime"
	zoneFileMost = 1 << 20 // bytes; the largest there is has some thousand
)

// lastZone is what the file of the zone held when it was last another; refreshes guards it.
var lastZone []byte

// zone reads the file that names the system's zone, a link or a copy. Where TZ names the zone itself, there is
// nothing to follow; where it names a file, that is the one. before stays where nothing can be read, or the same
// is read again.
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
		return before // it is being written
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
	return io.ReadAll(io.LimitReader(f, zoneFileMost))
}
