export const id = 661;
export const ids = [661];
export const modules = {

/***/ 6661:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   post: () => (/* binding */ post)
/* harmony export */ });
/* harmony import */ var _wiring_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7443);

const POLL_MS = 250;
/** The runner ends everything five minutes after a cancel; some of that is gone by now. */
const PATIENCE_MS = 180_000;
const LAST_WORDS_MS = 20_000;
/**
 * The end of a cancelled run: waits for the Terraform that was interrupted to finish what is in flight, to save the
 * state and to release its lock. A second interrupt makes it drop work, so it comes only when time runs out.
 */
async function post(running) {
    const terraform = _wiring_js__WEBPACK_IMPORTED_MODULE_0__.processes.parseMark(running);
    const runner = (0,_wiring_js__WEBPACK_IMPORTED_MODULE_0__.openRunner)();
    runner.begin();
    const ended = async (patienceMs) => {
        const untilMs = _wiring_js__WEBPACK_IMPORTED_MODULE_0__.systemClock.monotonicMs() + patienceMs;
        while (_wiring_js__WEBPACK_IMPORTED_MODULE_0__.processes.isAtWork(terraform)) {
            if (_wiring_js__WEBPACK_IMPORTED_MODULE_0__.systemClock.monotonicMs() > untilMs)
                return false;
            await _wiring_js__WEBPACK_IMPORTED_MODULE_0__.systemClock.sleep(POLL_MS);
        }
        return true;
    };
    if (_wiring_js__WEBPACK_IMPORTED_MODULE_0__.processes.isAtWork(terraform)) {
        runner.info('Terraform was interrupted and is still at work: waiting until it has saved the state.');
        if (!(await ended(PATIENCE_MS))) {
            runner.warning('Terraform is still at work and the time is running out: it is interrupted once more.');
            _wiring_js__WEBPACK_IMPORTED_MODULE_0__.processes.interrupt(terraform);
            if (!(await ended(LAST_WORDS_MS)))
                runner.warning('Terraform has not ended: its state lock may be left behind.');
        }
    }
    runner.info('Terraform has ended.');
    await runner.flushed();
}


/***/ })

};
