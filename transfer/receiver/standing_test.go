package receiver

import (
	"net/http"
	"reflect"
	"testing"
	"time"

	"sendoff/transfer/bits"
)

// TestSizeOfAnUploadStays, that of an empty one too.
func TestSizeOfAnUploadStays(t *testing.T) {
	o := &Options{}
	for _, c := range []struct {
		known, given int64
		ok           bool
	}{{-1, 0, true}, {-1, 5, true}, {0, 0, true}, {0, 5, false}, {5, 5, true}, {5, 6, false}, {5, 0, false}} {
		err := o.checkPlace(record{ID: "{A}", Total: c.known}, bits.Range{Last: c.given - 1, Total: c.given})
		if (err == nil) != c.ok {
			t.Errorf("%d after %d: %v", c.given, c.known, err)
		}
	}
}

// TestEveryBodyHasAPace: without a rate of one's own too.
func TestEveryBodyHasAPace(t *testing.T) {
	for rate, want := range map[int64]int64{0: bits.CrawlOut, 1: bits.CrawlOut, 10 * bits.CrawlOut: 10 * bits.CrawlOut} {
		o := &Options{MinRate: rate, SessionTimeout: time.Hour}
		if got := o.newReading(http.NewResponseController(nil)); !reflect.DeepEqual(got.pace, bits.NewPace(crawl, want)) {
			t.Errorf("%d: %+v", rate, got.pace)
		}
	}
}
