package transfer

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// proofs names the tests of each point that a BITS client has to meet: C1 to C44 of the protocol, and
// I1 to I28, the tolerances that servers in the wild ask for. A text that begins with "-" says why a
// point has no test.
var proofs = map[string]string{
	"C1":  "bits.TestHTTP1Only bits.TestGoldenUpload",
	"C2":  "bits.TestGoldenUpload bits.TestCancelPacket",
	"C3":  "bits.TestGoldenUpload",
	"C4":  "bits.TestCreateAnswers",
	"C5":  "bits.TestSessionEcho TestSessionIDsAreOpaque",
	"C6":  "bits.TestEndAnswers bits.TestFragmentAnswers bits.TestGoldenUpload",
	"C7":  "bits.TestCreateAnswers bits.TestFragmentAnswers TestFaultsThatPass",
	"C8":  "TestC8_RangesAreContiguous bits.TestParseRange",
	"C9":  "bits.TestFragmentAnswers TestFaultOffsets",
	"C10": "bits.TestFragmentAnswers TestFaultsThatPass TestHostileServers",
	"C11": "TestFaultOffsets TestFaultsAreBounded",
	"C12": "TestFaultSmallerFragments TestFaultNothingIsSmallEnough TestFragmentShrinksToTheSmallest",
	"C13": "TestFragmentSize TestFragmentProperties",
	"C14": "TestFaultOffsets TestSessionUnknownAfterAPause TestSessionClose TestFaultsAreBounded TestCancelAnswers",
	"C15": "bits.TestFragmentAnswers bits.TestParseCode",
	"C16": "TestJudgeAnswers TestFaultsThatStop TestFaultsThatPass",
	"C17": "TestJudgeAnswers TestFaultsThatPass",
	"C18": "TestFaultsThatStop TestSignInApacheBasic TestSignInApacheDigest TestSignInNginx TestSignInSquidBasic TestSignInSquidTunnel TestSignInNTLM TestSignInKerberos auth.TestRefusedAccountIsSentOnce",
	"C19": "bits.TestRedirects TestHostileServers",
	"C20": "TestSessionFollowsTheHostID bits.TestHostID",
	"C21": "TestSessionFallsBackFromTheHostID bits.TestCreateAnswers",
	"C22": "TestPauseKeepsTheSession TestKilledFiftyTimes",
	"C23": "TestKilledFiftyTimes",
	"C24": "TestSessionLostAckOfTheLastFragment TestFaultsThatPass",
	"C25": "TestReply TestUploadsOfManySizesArrive",
	"C26": "TestSessionClose TestFaultsThatPass",
	"C27": "TestReply",
	"C28": "bits.TestResolveReply bits.TestGoldenReply bits.TestReply TestReply",
	"C29": "TestCancelOfAWaitingJobSendsNothing TestCancelWhileTheSessionIsAskedFor TestCancelInEveryState",
	"C30": "TestCancelWhileAFragmentIsSent TestSessionFollowsTheHostID",
	"C31": "TestC31_GivenUpAfterFourteenDays TestCancelOfLongAgoHasALastTry TestKilledAfterCancelsWithTheServerAway TestCancelIsToldWhenTheServerIsBack",
	"C32": "TestAfterCancel TestCancelAnswers TestC6_RefusedCancelIsTriedAgain",
	"C33": "TestSourceSpoiltWhileUploading TestSourceCutInsideAFragment TestC33_WrittenInsideTheOnlyFragment TestC33_GrownWithItsTimePutBack TestC33_RemovedBeforeTheClose",
	"C34": "TestBackoff bits.TestStall bits.TestNoAnswer",
	"C35": "TestC35_NoProgressTimeoutOfZero TestC35_NoProgressTimeout cli.TestC35_NoProgressFlag",
	"C36": "TestClockJumps TestClockOfALateTimer",
	"C37": "TestC37_OneRequestAtATime",
	"C38": "TestC38_NoJobWithoutAFile cli.TestC38_AJobIsOneFile queue.TestC38_TheSocketRefusesJobsWithoutAFile",
	"C39": "TestState TestCommandRefusals TestCommandRunNeverWakesACancelledJob",
	"C40": "TestUploadsOfManySizesArrive TestC40_SizesAroundTheFragment TestC40_AroundFourGiB receiver.TestFilesBeyond4GiB",
	"C41": "TestC41_CustomHeadersOnEveryRequest TestC41_HeadersStayWithTheirHost TestC41_HeadersStayBehindWhenTheAddressChanges TestC41_BadHeadersAreRefused bits.TestC41_CustomHeadersAreChecked cli.TestC41_HeaderFlag cli.TestC41_ChangeLeavesHeadersBehind",
	"C42": "bits.TestStale bits.TestStaleFresh bits.TestResent",
	"C43": "bits.TestCreateAnswers bits.TestFragmentAnswers TestThroughOtherProxies",
	"C44": "TestC44_NothingSecretFollowsAHostID TestC44_CredentialsStayWithTheirServer auth.TestC44_AnotherSchemeIsAnotherOrigin",

	"I1":  "bits.TestCreateAnswers TestSessionIDsAreOpaque",
	"I2":  "bits.TestCreateAnswers",
	"I3":  "bits.TestEndAnswers bits.TestFragmentAnswers",
	"I4":  "bits.TestFragmentAnswers TestCancelNeverHitsANewerUpload",
	"I5":  "bits.TestFragmentAnswers TestFaultOffsets",
	"I6":  "bits.TestPingAnswers",
	"I7":  "bits.TestFragmentAnswers bits.TestParseCode",
	"I8":  "TestAbandonUnheardSession TestSessionUnknownAfterAPause",
	"I9":  "bits.TestOneConnection bits.TestCancelOnFreshConnection TestSessionKeepsItsConnection",
	"I10": "bits.TestStale bits.TestResent",
	"I11": "TestI11_RestartAfterAnUnclearFragment TestFaultsThatPass",
	"I12": "TestI12_CloseAloneProvesNothing",
	"I13": "TestSessionClose TestAfterCancel",
	"I14": "TestCancelAfterTheLastFragment TestAfterCancel",
	"I15": "TestCancelAfterTheLastFragment",
	"I16": "bits.TestFragmentAnswers bits.TestEndlessBody",
	"I17": "bits.TestNoAnswer TestFaultsThatPass",
	"I18": "bits.TestDirtyAnswers",
	"I19": "TestFaultSmallerFragments bits.TestEarlyAnswer bits.TestExpect",
	"I20": "bits.TestCreateAnswers TestFaultsThatPass",
	"I21": "bits.TestRedirects TestFaultsThatStop",
	"I22": "TestFaultsThatStop TestSignInNTLM",
	"I23": "TestSessionFollowsTheHostID TestSessionFallsBackFromTheHostID",
	"I24": "bits.TestResolveReply TestReply",
	"I25": "bits.TestEmptyFragment TestUploadsOfManySizesArrive",
	"I26": "TestI26_RetryAfterIsKept bits.TestRetryAfterDate TestJudgeAnswersOfOtherPrograms",
	"I27": "bits.TestGoldenUpload",
	"I28": "TestDestination",
}

// TestConformanceIndex: every point has an entry, and every test that it names exists.
func TestConformanceIndex(t *testing.T) {
	known := testNames(t)
	checked := 0
	for letter, most := range map[string]int{"C": 44, "I": 28} {
		for n := 1; n <= most; n++ {
			point := fmt.Sprint(letter, n)
			proof, ok := proofs[point]
			if !ok || proof == "" {
				t.Errorf("%s has no entry", point)
			}
			if strings.HasPrefix(proof, "-") {
				continue
			}
			for name := range strings.FieldsSeq(proof) {
				checked++
				if !known[name] {
					t.Errorf("%s names %s, which does not exist", point, name)
				}
			}
		}
	}
	if len(proofs) != 44+28 || checked < 100 {
		t.Errorf("%d points, %d names", len(proofs), checked)
	}
}

// testNames are the tests of this package and, with the package's name before them, of those below and of the program.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	for dir, prefix := range map[string]string{".": "", "bits": "bits.", "bits/auth": "auth.", "receiver": "receiver.", "../app/cli": "cli.", "../app/queue": "queue."} {
		files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
		if err != nil || len(files) == 0 {
			t.Fatal(dir, err)
		}
		for _, path := range files {
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range file.Decls {
				if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
					known[prefix+f.Name.Name] = true
				}
			}
		}
	}
	return known
}

func TestC8_RangesAreContiguous(t *testing.T) {
	t.Parallel()
	const size = 9<<20 + 7
	f := newFront(t, receiver.Options{MaxFragment: 2 << 20}, nil)
	s, j := f.begin("x.bin", size)
	if done := f.until(j.ID, inState(Done, Failed)); done.State() != Done {
		t.Fatalf("%s %+v", done.State(), done.Fault)
	}
	f.arrived(s)
	next := int64(0)
	for _, r := range f.requests(bits.Fragment) {
		span, err := bits.ParseRange(r.span)
		if err != nil || span.Total != size || !strings.HasPrefix(r.span, "bytes ") {
			t.Fatalf("%q: %v", r.span, err)
		}
		if span.Len() > 2<<20 {
			continue // too large for the receiver: it is sent again in parts
		}
		if span.First != next {
			t.Fatalf("%s follows byte %d", r.span, next)
		}
		next = span.Last + 1
	}
	if next != size {
		t.Errorf("the last fragment ends at %d", next)
	}
}

// TestI26_RetryAfterIsKept: uploads and cancels wait as long as the server asked.
func TestI26_RetryAfterIsKept(t *testing.T) {
	for _, code := range []int{429, 503} {
		asked := &bits.Error{Status: code, RetryAfter: 10 * time.Minute}
		if v := judge(bits.Fragment, asked); v.wait != asked.RetryAfter || v.fault.Final {
			t.Errorf("%d: an upload waits %s", code, v.wait)
		}
		if ev, ok := afterCancel(&Job{}, asked).(failed); !ok || ev.wait != asked.RetryAfter {
			t.Errorf("%d: a cancel waits %s", code, ev.wait)
		}
	}
}

// TestC31_GivenUpAfterFourteenDays: one more try, and no other after it.
func TestC31_GivenUpAfterFourteenDays(t *testing.T) {
	t.Parallel()
	f, _, paused := pausedHalfWay(t)
	before := len(f.all())
	f.swap(func(w http.ResponseWriter, _ *http.Request, _ bits.PacketType, _ int) bool { return reset(w) })
	f.do(drop(paused.ID))
	f.until(paused.ID, func(j *Job) bool { return j.Want == Drop && j.Fault != nil && j.Phase == Idle })
	err := f.engine.ask(func() {
		en := f.engine.loop.entries[paused.ID]
		j := *en.job()
		j.Dropped, j.RetryAt = time.Now().Add(-maxCancelAge-time.Minute), time.Time{}
		f.engine.loop.put(en, &j)
	})
	if err != nil {
		t.Fatal(err)
	}
	tried := len(f.all())
	if got := f.until(paused.ID, inState(Cancelled)); got.Outcome != NotTold {
		t.Errorf("%s", got.Outcome)
	}
	if tried == before || len(f.all()) != tried+1 {
		t.Errorf("%d tries before the end, %d after", tried-before, len(f.all())-tried)
	}
}

func TestC37_OneRequestAtATime(t *testing.T) {
	t.Parallel()
	var lock sync.Mutex
	busy, most := map[string]int{}, 0
	var f *front
	f = newFront(t, receiver.Options{MaxFragment: firstFragment}, func(w http.ResponseWriter, r *http.Request, _ bits.PacketType, _ int) bool {
		path := r.URL.Path
		lock.Lock()
		busy[path]++
		most = max(most, busy[path])
		lock.Unlock()
		f.receiver.ServeHTTP(w, r)
		lock.Lock()
		busy[path]--
		lock.Unlock()
		return true
	})
	f.launch()
	var ids []uuid.UUID
	for i := range 6 {
		j := f.job(f.file(fmt.Sprintf("%d.bin", i), 4<<20))
		ids = append(ids, j.ID)
		f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	}
	for _, id := range ids {
		f.until(id, inState(Done))
	}
	lock.Lock()
	defer lock.Unlock()
	if most != 1 {
		t.Errorf("%d requests of one job at once", most)
	}
}

func TestC40_SizesAroundTheFragment(t *testing.T) {
	for _, size := range []int{bits.MinFragment - 1, bits.MinFragment, bits.MinFragment + 1, 13<<20 - 1, 13 << 20, 13<<20 + 1} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{}, nil)
			s, j := f.begin("x.bin", size)
			if done := f.until(j.ID, inState(Done, Failed, NeedsYou)); done.State() != Done {
				t.Fatalf("%s %+v", done.State(), done.Fault)
			}
			f.arrived(s)
		})
	}
}

// TestC44_NothingSecretFollowsAHostID: what one host gave out does not go to the host that it names.
func TestC44_NothingSecretFollowsAHostID(t *testing.T) {
	t.Parallel()
	var lock sync.Mutex
	leaked, moved := []string{}, 0
	var f *front
	f = newFront(t, receiver.Options{}, func(w http.ResponseWriter, r *http.Request, p bits.PacketType, _ int) bool {
		lock.Lock()
		defer lock.Unlock()
		if strings.HasPrefix(r.Host, "localhost") {
			moved++
			for _, name := range []string{"Authorization", "Proxy-Authorization", "Cookie", "Referer"} {
				if v := r.Header.Get(name); v != "" {
					leaked = append(leaked, name+": "+v)
				}
			}
		}
		w.Header().Set("Set-Cookie", "ticket=secret; Path=/")
		return p == bits.CreateSession && hostIDs(f, "localhost", "")(w, r)
	})
	_, j := f.begin("x.bin", 100)
	f.until(j.ID, inState(Done))
	lock.Lock()
	defer lock.Unlock()
	for _, l := range leaked {
		if !strings.HasPrefix(l, "Cookie: ticket=") || moved < 2 { // localhost gave out a ticket of its own with its first answer
			t.Error(l)
		}
	}
	if moved == 0 || len(leaked) >= moved {
		t.Errorf("%d of %d requests to the other host carried %v", len(leaked), moved, leaked)
	}
}

// TestI11_RestartAfterAnUnclearFragment: for servers that corrupt a file when bytes come twice.
func TestI11_RestartAfterAnUnclearFragment(t *testing.T) {
	t.Parallel()
	var f *front
	f = newFront(t, receiver.Options{Overwrite: true}, on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, nth int) bool {
		return nth == 2 && f.unanswered(w, r)
	}))
	f.launch()
	s := f.file("x.bin", 3<<20)
	j := f.job(s)
	j.Target.AfterUnclear = Restart
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	if done, faults := f.push(j.ID, 2); done.State() != Done || done.Restarted != 1 {
		t.Fatalf("%s, restarted %d times, %v", done.State(), done.Restarted, faults)
	}
	f.arrived(s)
	again := map[string]bool{}
	for _, r := range f.requests(bits.Fragment) {
		if again[r.session+r.span] {
			t.Errorf("%s was sent twice in one session", r.span)
		}
		again[r.session+r.span] = true
	}
}

// TestI12_CloseAloneProvesNothing: a server that acknowledges Close-Session but never all bytes has no
// upload that is done.
func TestI12_CloseAloneProvesNothing(t *testing.T) {
	t.Parallel()
	f := newFront(t, receiver.Options{}, func(w http.ResponseWriter, r *http.Request, p bits.PacketType, _ int) bool {
		swallow(r)
		switch p {
		case bits.CreateSession:
			return status(w, 200, bits.HeaderSessionID, "x")
		case bits.Fragment:
			return status(w, 200, bits.HeaderReceivedRange, "50")
		default:
			return status(w, 200)
		}
	})
	_, j := f.begin("x.bin", 100)
	got := f.until(j.ID, func(j *Job) bool { return j.Outcome != "" || j.Fault != nil && j.Phase == Idle })
	if got.Outcome == Delivered || got.Fault == nil || got.Fault.Kind != KindNoProgress || len(f.requests(bits.CloseSession)) != 0 {
		t.Errorf("%s %+v", got.State(), got.Fault)
	}
}
