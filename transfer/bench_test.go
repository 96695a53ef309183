package transfer

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
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

// BenchmarkOpenHistory opens a queue with as many outcomes and transcripts as a history may have; one
// operation is one opening. It reports what each outcome costs in memory.
func BenchmarkOpenHistory(b *testing.B) {
	for _, n := range []int{5000, 20_000, defaultHistory} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := newRig(b, receiver.Options{})
			r.open(Limits{})
			fillHistory(b, r.engine.store, n)
			if err := r.engine.Close(); err != nil {
				b.Fatal(err)
			}
			var before, after runtime.MemStats
			for range 2 { // the second one takes what the first has found to be of no use
				runtime.GC()
			}
			runtime.ReadMemStats(&before)
			for b.Loop() {
				r.open(Limits{})
				runtime.GC()
				runtime.ReadMemStats(&after)
				if err := r.engine.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric((float64(after.HeapAlloc)-float64(before.HeapAlloc))/float64(n), "B/outcome")
		})
	}
}

func fillHistory(b *testing.B, s *store, n int) {
	b.Helper()
	c := &changes{ended: map[uuid.UUID]*Job{}, transcripts: map[uuid.UUID]*transcript{}}
	now := time.Now()
	for id, j := range ended(n, now, "g") {
		j.Source.Path = "/home/somebody/pictures/2026/" + id.String() + ".jpeg"
		j.Target.URL = "http://127.0.0.1/upload/" + id.String() + ".jpeg"
		t := new(transcript)
		for _, p := range []bits.PacketType{bits.CreateSession, bits.Fragment, bits.CloseSession} {
			t.add(bits.Note{At: now, Kind: bits.NoteSent, Packet: p, Session: id.String()})
			t.add(bits.Note{At: now, Kind: bits.NoteReceived, Packet: bits.Ack, Status: 200, Ack: true, Received: 4096})
		}
		c.ended[id], c.transcripts[id] = j, t
	}
	if err := s.write(c); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkManyFragments is the way of one file in 256 fragments of 64 KiB through the durable queue into
// the receiver over loopback: what is stored with each ack shows here as nowhere else.
func BenchmarkManyFragments(b *testing.B) {
	const size = 16 << 20
	r := newRig(b, receiver.Options{MaxFragment: 64 << 10, Overwrite: true})
	r.open(Limits{})
	r.engine.Start()
	s := r.file("many.bin", size)
	b.SetBytes(size)
	for b.Loop() {
		j := r.job(s)
		r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
		r.until(j.ID, inState(Done))
	}
}

// BenchmarkLongQueue is the whole way of a file of 4 KiB while so many other jobs wait in the queue: its cost must not
// grow with them. One operation is one file, added alone.
func BenchmarkLongQueue(b *testing.B) {
	for _, n := range []int{1000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := newRig(b, receiver.Options{Overwrite: true})
			r.open(Limits{Uploads: 16, PerServer: 16})
			waiting := make([]Job, n)
			for i := range waiting {
				waiting[i] = *stored(i)
				waiting[i].Want = Hold
			}
			r.do(Command{Verb: VerbAdd, Jobs: waiting})
			r.engine.Start()
			s := r.file("small.bin", 4<<10)
			for b.Loop() {
				j := r.job(s)
				r.do(Command{Verb: VerbAdd, Jobs: []Job{j}, Join: true})
				r.until(j.ID, inState(Done))
			}
		})
	}
}
