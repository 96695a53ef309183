package transfer

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
)

func TestFeedRestsBetweenUpdates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFeed(Update{}, func(*Feed) {})
		f.Rest = 100 * time.Millisecond
		if _, err := f.Next(t.Context()); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		a, b := uuid.New(), uuid.New()
		f.put(Update{a: {Acked: 1}})
		go func() { // ends with its one put
			<-time.After(50 * time.Millisecond)
			f.put(Update{a: {Acked: 2}, b: {}})
		}()
		u, err := f.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took != f.Rest {
			t.Errorf("the second update came after %v", took)
		}
		if len(u) != 2 || u[a].Acked != 2 {
			t.Errorf("update %v: not merged, or not the newest", u)
		}
	})
}
