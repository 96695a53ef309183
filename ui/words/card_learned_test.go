package words

import (
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
)

// TestWordsOfWhatAServerTaught: each fact has a line; a server that taught nothing has none.
func TestWordsOfWhatAServerTaught(t *testing.T) {
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	fact := func(s transfer.ServerStats) string {
		var lines []string
		for _, f := range LearnedFacts(s, now) {
			lines = append(lines, f.Label+": "+f.Value)
		}
		return strings.Join(lines, "; ")
	}
	checkSaid(t, []said{
		{func() string { return fact(transfer.ServerStats{}) }, "", ""},
		{func() string { return fact(transfer.ServerStats{Taken: 16 << 20}) }, "Largest part taken: 17 MB", "Наибольшая принятая часть: 17 МБ"},
		{
			func() string { return fact(transfer.ServerStats{Refused: 64 << 20, Since: now.Add(-time.Hour).Unix()}) },
			"Smallest part refused: 67 MB, 11:00:00",
			"Наименьшая отклонённая часть: 67 МБ, 11:00:00",
		},
		{func() string { return fact(transfer.ServerStats{Rate: 12_500_000}) }, "Speed: 12 MB/s", "Скорость: 12 МБ/с"},
		{func() string { return fact(transfer.ServerStats{Lanes: 6}) }, "Small files at once: 6", "Малых файлов сразу: 6"},
		{
			func() string { return fact(transfer.ServerStats{Checks: true}) },
			"Repeated bytes: are noticed: an upload can go on after a part without an answer",
			"Повторные байты: распознаются: выгрузка может продолжиться после части без ответа",
		},
		{func() string { return fact(transfer.ServerStats{NoEmpty: true}) }, "Empty files: are not taken", "Пустые файлы: не принимаются"},
		{
			func() string { return fact(transfer.ServerStats{Schemes: "Negotiate, NTLM"}) },
			"Ways to sign in: Negotiate, NTLM",
			"Способы входа: Negotiate, NTLM",
		},
		{func() string { return fact(transfer.ServerStats{Digests: true}) }, "What arrived: its SHA-256 is named", "Что дошло: сервер называет SHA-256"},
	})
}

// TestWarningsOfCards: what somebody else's card would do is said before it is added.
func TestWarningsOfCards(t *testing.T) {
	headers, err := bits.JoinCustom([]bits.Custom{{Name: "X-Api-Key", Value: ""}, {Name: "X-Site", Value: "Oslo", Shown: true}, {Name: "X-Token", Value: "S3cret"}})
	if err != nil {
		t.Fatal(err)
	}
	warned := func(c cards.Card) string { return strings.Join(CardWarnings(c), " | ") }
	checkSaid(t, []said{
		{func() string { return warned(cards.Card{Address: "https://files.example.com/"}) }, "", ""},
		{
			func() string { return warned(cards.Card{Address: "http://files.example.com/"}) },
			"The address is http: whoever is on the way can read the files, and change them.",
			"Адрес начинается с http: любой на этом пути может прочитать файлы и изменить их.",
		},
		{
			func() string {
				return warned(cards.Card{Proxy: cards.Proxy{Use: cards.ProxyManual, Address: "http://proxy.example.com:8080"}})
			},
			"Uploads go through a proxy of the card's choice: http://proxy.example.com:8080",
			"Выгрузки идут через прокси, выбранный карточкой: http://proxy.example.com:8080",
		},
		{func() string { return warned(cards.Card{Proxy: cards.Proxy{Use: cards.ProxyNone}}) }, "", ""},
		{
			func() string { return warned(cards.Card{SignedIn: true}) },
			"The server is shown who is signed in to this computer, without a question.",
			"Серверу без вопроса предъявляется тот, кто вошёл в систему на этом компьютере.",
		},
		{
			func() string { return warned(cards.Card{Certificate: cards.Certificate{Server: "aa55"}}) },
			"A certificate of the card's choice is trusted for this server, whatever this computer says of it.",
			"Сертификату, выбранному карточкой, этот сервер будут доверять, что бы ни говорил о нём компьютер.",
		},
		{
			func() string { return warned(cards.Card{Headers: headers}) },
			"Each request has these headers: X-Api-Key (its value is missing); X-Site: Oslo; X-Token: ... | The value of a header is missing and has to be asked for: X-Api-Key",
			"В каждом запросе будут заголовки: X-Api-Key (нет значения); X-Site: Oslo; X-Token: ... | Нет значения заголовка, его нужно узнать: X-Api-Key",
		},
		{
			func() string { return warned(cards.Card{Tell: "b.example.com"}) },
			"Secret headers, and what follows a ? in addresses, also go to b.example.com.",
			"Секретные заголовки и то, что стоит в адресах после знака «?», уходят также на b.example.com.",
		},
		{
			func() string { return warned(cards.Card{Names: "{user}-{name}{ext}"}) },
			"The names of files tell the server your user name or this computer's name.",
			"Имена файлов сообщают серверу имя пользователя или имя этого компьютера.",
		},
		{
			func() string { return warned(cards.Card{Names: "{host}/{name}{ext}"}) },
			"The names of files tell the server your user name or this computer's name.",
			"Имена файлов сообщают серверу имя пользователя или имя этого компьютера.",
		},
		{
			func() string { return warned(cards.Card{AtOnce: true}) },
			"Files dropped for it start without asking.",
			"Перетащенные для него файлы отправляются без вопроса.",
		},
	})
}
