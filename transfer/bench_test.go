package transfer

import (
	"fmt"
	"testing"

	"sendoff/transfer/receiver"
)

// BenchmarkSmallFiles is the whole way of many small files through the durable queue into the
// receiver over loopback; one operation is one file of 4 KiB.
func BenchmarkSmallFiles(b *testing.B) {
	for _, uploads := range []int{2, 16} {
		b.Run(fmt.Sprintf("%d at once", uploads), func(b *testing.B) {
			r := newRig(b, receiver.Options{})
			r.open(Limits{Uploads: uploads, PerServer: uploads})
			jobs := make([]Job, b.N)
			for i := range jobs {
				jobs[i] = r.job(r.file(fmt.Sprintf("file-%d", i), 4<<10))
			}
			b.ResetTimer()
			r.do(Command{Verb: VerbAdd, Jobs: jobs})
			r.engine.Start()
			for _, j := range jobs {
				r.until(j.ID, inState(Done))
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "files/s")
		})
	}
}
