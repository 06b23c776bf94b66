-- grain: one model in one language, as measured
SELECT language, model, measured_on, n, accuracy, macro_f1, low, high, floor, status FROM evaluations ORDER BY language, model
