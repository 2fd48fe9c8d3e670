// What goroutines cost, as tasks.c has it for tasks; on one thread, as there.
package main

import (
	"fmt"
	"runtime"
	"time"
)

const (
	tasks  = 1000000
	values = 2000000
	atOnce = 1000
	rounds = 1000
)

func spawnEach() {
	ended := make(chan struct{})
	for i := 0; i < tasks; i++ {
		go func() { ended <- struct{}{} }()
		<-ended
	}
}

func receiveAll(channel chan int) {
	go func() {
		for i := 0; i < values; i++ {
			channel <- i
		}
	}()
	for i := 0; i < values; i++ {
		<-channel
	}
}

func spawnMany(channel chan int) {
	for round := 0; round < rounds; round++ {
		for i := 0; i < atOnce; i++ {
			go func() { channel <- 0 }()
		}
		for i := 0; i < atOnce; i++ {
			<-channel
		}
	}
}

func main() {
	runtime.GOMAXPROCS(1)
	channel := make(chan int)
	begin := time.Now()
	spawnEach()
	spawned := time.Now()
	receiveAll(channel)
	sent := time.Now()
	spawnMany(channel)
	fmt.Printf("%.1f %.1f %.1f\n",
		float64(spawned.Sub(begin).Nanoseconds())/tasks,
		float64(sent.Sub(spawned).Nanoseconds())/values,
		float64(time.Since(sent).Nanoseconds())/atOnce/rounds)
}
