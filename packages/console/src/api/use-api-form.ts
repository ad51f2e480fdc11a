import type { ErrorCode } from '@bailiwick/contracts'
import { useForm } from '@mantine/form'
import { type FormEvent, useState } from 'react'
import type { z } from 'zod'
import { ApiProblem } from './client.ts'
import { asSentence, besideFields, fieldErrors, shapeErrors } from './form-errors.ts'

/**
 * A form over one call: checks the contract's shape first, puts refusals beside their fields and the focus on the
 * first of them. `problem` holds what no field could say.
 */
export function useApiForm<V extends Record<string, unknown>, R>(given: {
  initial: V
  /** The contract's body; its issues appear under the fields of the same name. */
  shape?: z.ZodType
  /** The body as it would be sent, where the form's values differ from it. */
  toBody?: (values: V) => unknown
  /** Refusals that belong to one field although they name no place. */
  beside?: Partial<Record<ErrorCode, keyof V & string>>
  send: (values: V) => Promise<R>
  onDone?: (result: R) => unknown
}) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const form = useForm<V>({
    initialValues: given.initial,
    validate: (values) =>
      given.shape ? besideFields(shapeErrors(given.shape, given.toBody ? given.toBody(values) : values), values) : {},
  })
  const show = (errors: Record<string, unknown>) => {
    const first = Object.keys(errors)[0]
    if (first) form.getInputNode(first)?.focus()
  }
  const submit = form.onSubmit(async (values) => {
    setBusy(true)
    setProblem(null)
    try {
      const result = await given.send(values)
      await given.onDone?.(result)
    } catch (error) {
      const errors = besideFields(fieldErrors(error), values)
      for (const field of Object.keys(errors)) if (!((field.split('.')[0] ?? '') in values)) delete errors[field]
      const field = error instanceof ApiProblem ? given.beside?.[error.code as ErrorCode] : undefined // codes of the console name no field
      if (field && error instanceof ApiProblem)
        errors[field] = [error.title, error.detail, error.fix].flatMap((it) => (it ? [asSentence(it)] : [])).join(' ')
      form.setErrors(errors)
      if (Object.keys(errors).length === 0) setProblem(error)
      show(errors)
    } finally {
      setBusy(false)
    }
  }, show)
  return { form, busy, problem, submit: (event?: FormEvent<HTMLFormElement>) => submit(event), clear: () => setProblem(null) }
}
